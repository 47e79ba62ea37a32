import { NativeSelect } from "@mantine/core";
import { useSleepTimer } from "../sleepTimer";

const MINUTES = ["15", "30", "45", "60", "90"];

export function SleepSelect() {
  const { until, atEnd, set } = useSleepTimer();
  const time = until && new Date(until).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return (
    <NativeSelect
      label="Sleep timer"
      size="xs"
      px={10}
      value={atEnd ? "end" : until ? "set" : "off"}
      onChange={({ currentTarget: { value } }) => set(value === "end" ? value : value === "off" ? null : Number(value))}
    >
      <option value="off">Off</option>
      {time && <option value="set">At {time}</option>}
      <option value="end">After this track</option>
      {MINUTES.map((minutes) => (
        <option key={minutes} value={minutes}>
          In {minutes} minutes
        </option>
      ))}
    </NativeSelect>
  );
}
