import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Visibility } from "@/api/types";
import { fileSize, sizeLimit } from "@/format/bytes";
import { canUpload } from "@/session/permissions";
import { SignInFirst } from "@/session/SignInFirst";
import { useMe } from "@/session/useSession";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { VisibilityChoice } from "@/ui/VisibilityChoice";
import { DropZone } from "./DropZone";
import { quotaQuery } from "./quotaQuery";
import "./sendFile";
import { UploadList } from "./UploadList";
import classes from "./UploadPage.module.css";
import { addFiles } from "./uploadStore";

function UploadForm() {
  const { data: quota } = useQuery(quotaQuery);
  const [visibility, setVisibility] = useState<Visibility>("public");
  const list = useRef<HTMLDivElement>(null);
  const add = (files: File[]) => {
    addFiles(files, visibility);
    // On a phone the list is below the fold, and choosing files would seem to do nothing.
    requestAnimationFrame(() => list.current?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <div className={classes.form}>
      <DropZone limit={quota?.file_limit} onFiles={add} />
      {quota?.limit != null && (
        <p className={classes.quota}>
          {fileSize(quota.used)} of your {sizeLimit(quota.limit)} are taken.
        </p>
      )}
      <VisibilityChoice label="Who can hear what you add next" value={visibility} onChange={setVisibility} />
      <div ref={list}>
        <UploadList />
      </div>
    </div>
  );
}

export default function UploadPage() {
  const { data: me, isPending } = useMe();
  return (
    <Page title="Upload" heading="Share your music" lead="You can listen while the rest of a track is still being prepared." narrow>
      {me && canUpload(me) && <UploadForm />}
      {me && !canUpload(me) && (
        <Notice title="Uploading is not open to you yet">
          <p>Ask an admin of this site for the permission to upload.</p>
        </Notice>
      )}
      {!me && !isPending && <SignInFirst what="upload" />}
    </Page>
  );
}
