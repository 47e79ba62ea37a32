import classes from "./UploadList.module.css";
import { UploadAnnouncer } from "./UploadAnnouncer";
import { UploadSummary } from "./UploadSummary";
import { UploadRow } from "./UploadRow";
import { useUploads } from "./uploadStore";

export function UploadList() {
  const uploads = useUploads((state) => state.uploads);
  return (
    <section aria-label="Your uploads" hidden={uploads.length === 0}>
      <UploadAnnouncer />
      <UploadSummary />
      <ul className={classes.list}>
        {uploads.map((upload) => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}
