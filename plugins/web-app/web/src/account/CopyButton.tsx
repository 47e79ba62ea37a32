import { Button } from "@mantine/core";
import { Copy } from "lucide-react";
import { toast } from "@/ui/toast";

/** Copies `text`, where the browser lets a page do that (it wants HTTPS). */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast("Copied");
    } catch {
      toast("The browser did not allow copying. Select the text and copy it yourself.");
    }
  };
  return (
    <Button variant="default" size="sm" leftSection={<Copy size={16} aria-hidden />} onClick={() => void copy()}>
      {label}
    </Button>
  );
}
