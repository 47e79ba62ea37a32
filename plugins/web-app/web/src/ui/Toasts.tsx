import { useToasts } from "./toast";
import classes from "./Toasts.module.css";

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className={classes.stack} role="status" aria-live="polite">
      {toasts.map(({ id, text }) => (
        <p key={id} className={classes.toast}>
          {text}
        </p>
      ))}
    </div>
  );
}
