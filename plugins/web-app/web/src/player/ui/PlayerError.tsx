import { Button } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { player } from "../controller";
import { usePlayer } from "../playerStore";
import classes from "./PlayerError.module.css";

export function PlayerError() {
  const error = usePlayer((state) => state.error);
  if (!error) return null;
  return (
    <div className={classes.error} role="alert">
      <TriangleAlert size={18} aria-hidden />
      <span>{error}</span>
      <Button size="compact-sm" variant="default" onClick={player.toggle}>
        Try again
      </Button>
    </div>
  );
}
