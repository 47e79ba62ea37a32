import type { AuditEntry } from "@/api/types";
import { deviceName } from "@/format/device";
import { dateAndTime } from "@/format/time";
import { actionInWords } from "./auditSearch";
import classes from "./AuditRow.module.css";
import { Changes } from "./Changes";

/** One entry: who, what and when in a line, the rest when it is opened. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { seq, at, action, actor, subject, ip, user_agent, request_id, before, after, erased, hash } = entry;
  return (
    <li>
      <details className={classes.entry}>
        <summary className={classes.line}>
          <time className={classes.time} dateTime={at}>
            {dateAndTime(at)}
          </time>
          <strong className={classes.action}>{actionInWords(action)}</strong>
          <span className={classes.who}>{actor?.name || "the site itself"}</span>
          <span className={classes.ip}>{ip}</span>
        </summary>
        <dl className={classes.more}>
          <dt>Action</dt>
          <dd>
            <code>{action}</code>
          </dd>
          {subject && (
            <>
              <dt>Concerns</dt>
              <dd>
                {subject.type} <code>{subject.id}</code>
              </dd>
            </>
          )}
          {(before || after) && (
            <>
              <dt>Changed</dt>
              <dd>
                <Changes before={before} after={after} />
              </dd>
            </>
          )}
          {user_agent && (
            <>
              <dt>With</dt>
              <dd title={user_agent}>{deviceName(user_agent)}</dd>
            </>
          )}
          {request_id && (
            <>
              <dt>Request</dt>
              <dd>
                <code>{request_id}</code>
              </dd>
            </>
          )}
          <dt>Entry {seq}</dt>
          <dd>
            <code>{hash}</code>
            {erased && " Names were taken out of it, because somebody's account was deleted."}
          </dd>
        </dl>
      </details>
    </li>
  );
}
