import { Button } from "@mantine/core";
import { Panel } from "@/ui/Panel";
import { usePlayer } from "../playerStore";
import { AUTO, qualityLabel } from "../qualities";
import { useSettings } from "../settings";
import { QualityChoices } from "./QualityChoices";
import classes from "./QualityMenu.module.css";

/** Auto follows the connection and shows which rendition is really heard. */
export function QualityMenu() {
  const qualities = usePlayer((state) => state.qualities);
  const playing = usePlayer((state) => state.playingQuality);
  const preferred = useSettings((state) => state.quality);
  if (qualities.length === 0) return null;

  const chosen = qualities.some((quality) => quality.name === preferred) ? preferred : AUTO;
  const heard = playing ? qualityLabel(playing) : undefined;
  const label = chosen === AUTO ? (heard ? `Auto · ${heard}` : "Auto") : qualityLabel(chosen);
  return (
    <Panel
      label="Quality"
      position="top-end"
      width={250}
      target={
        <Button variant="subtle" color="gray" size="compact-md" className={classes.button} aria-label={`Quality: ${label}`}>
          {chosen === AUTO && heard && <span className={classes.auto}>Auto ·&nbsp;</span>}
          {chosen === AUTO ? (heard ?? "Auto") : label}
        </Button>
      }
    >
      <QualityChoices qualities={qualities} chosen={chosen} heard={heard} />
    </Panel>
  );
}
