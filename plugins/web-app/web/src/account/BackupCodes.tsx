import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download, Printer } from "lucide-react";
import { useEffect, useRef } from "react";
import { siteQuery } from "@/api/queries/session";
import { useUser } from "@/session/useUser";
import classes from "./BackupCodes.module.css";
import { CopyButton } from "./CopyButton";
import { saveText } from "./saveText";

interface BackupCodesProps {
  codes: string[];
  onDone: () => void;
}

/** The codes, this once, and the ways to keep them. */
export function BackupCodes({ codes, onDone }: BackupCodesProps) {
  const user = useUser();
  const { data: site } = useQuery(siteQuery);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const heading = `Backup codes of ${user.username} for ${site?.name || "Veza"}`;
  const text = `${heading}\n${window.location.origin}\nEach works once.\n\n${codes.join("\n")}\n`;
  return (
    <div ref={box} tabIndex={-1} className={classes.box}>
      <p className={classes.warning}>
        <strong>Save these now.</strong> They are shown this once only.
      </p>
      <div data-print>
        <p className={classes.printed}>{heading}. Each works once.</p>
        <ol className={classes.codes} aria-label="Backup codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </div>
      <Group gap="xs">
        <CopyButton text={codes.join("\n")} label="Copy" />
        <Button
          variant="default"
          size="sm"
          leftSection={<Download size={16} aria-hidden />}
          onClick={() => saveText("backup-codes.txt", text)}
        >
          Download
        </Button>
        <Button variant="default" size="sm" leftSection={<Printer size={16} aria-hidden />} onClick={() => window.print()}>
          Print
        </Button>
        <Button size="sm" ml="auto" onClick={onDone}>
          I saved them
        </Button>
      </Group>
    </div>
  );
}
