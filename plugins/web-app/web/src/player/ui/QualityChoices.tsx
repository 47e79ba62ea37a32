import { useQuery } from "@tanstack/react-query";
import { hlsInfoQuery } from "@/api/queries/tracks";
import { bitrateName } from "@/format/audio";
import { Choices } from "@/ui/Choices";
import { player } from "../controller";
import { selectTrack } from "../duration";
import { usePlayer } from "../playerStore";
import { AUTO, qualityLabel, type Quality } from "../qualities";

interface QualityChoicesProps {
  qualities: readonly Quality[];
  chosen: string;
  /** The label of what is heard now. */
  heard: string | undefined;
}

export function QualityChoices({ qualities, chosen, heard }: QualityChoicesProps) {
  const trackId = usePlayer((state) => selectTrack(state)?.id);
  // The playlist has measured bit rates; the nominal ones are easier to recognise.
  const { data: info } = useQuery({ ...hlsInfoQuery(trackId ?? ""), enabled: trackId !== undefined });
  const noteOf = ({ name, bitrate, lossless }: Quality) =>
    lossless ? "nothing left out" : bitrateName(info?.qualities.find((quality) => quality.name === name)?.bitrate ?? bitrate);

  return (
    <Choices
      legend="Quality"
      value={chosen}
      onChange={player.setQuality}
      choices={[
        { value: AUTO, label: "Auto", note: heard && chosen === AUTO ? `now ${heard}` : "as the connection allows" },
        ...[...qualities].reverse().map((quality) => ({
          value: quality.name,
          label: qualityLabel(quality.name),
          note: noteOf(quality),
        })),
      ]}
    />
  );
}
