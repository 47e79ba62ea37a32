/* veza/abi/mail.h - service "veza.mail/1": mail to a person, sent after the transaction is committed.  C11.  Since SDK
 * 1.2. */
#ifndef VEZA_ABI_MAIL_H
#define VEZA_ABI_MAIL_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_MAIL_V1 "veza.mail/1"

typedef struct veza_mail {
  uint32_t struct_size;
  uint32_t reserved;
  veza_str to_user; /* a user's id: the mail goes to the account's address; or empty, and `to` counts */
  veza_str to;      /* an address, when to_user is empty */
  veza_str subject; /* one line, at most 200 bytes */
  veza_str text;    /* the body for every reader, at most 200 KiB */
  veza_str html;    /* the same for readers that show HTML, or empty */
  veza_str kind;    /* what it is about, for the log: "reply"; [a-z0-9._-], at most 30 bytes */
} veza_mail;

typedef struct veza_mail_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* 1 when the site sends mail.  [any] */
  int32_t (*available)(void* ctx);
  /* The mail becomes a job of the same transaction; while the mail server is away it is tried for about an hour.
   * VEZA_E_UNAVAILABLE: the site sends no mail.  VEZA_E_NOT_FOUND: there is no such user.  VEZA_E_INVALID: no address,
   * a subject of several lines, no text.  The transaction can go on after any of these.  [inside db.write] */
  veza_status (*send)(void* ctx, veza_tx* tx, const veza_mail* mail);
  /* The site's name and the address people use ("https://music.example.org", without '/' at its end), for texts and
   * links.  [any] */
  veza_status (*site_name)(void* ctx, veza_sink name);
  veza_status (*site_url)(void* ctx, veza_sink url);
} veza_mail_v1;

#ifdef __cplusplus
}
#endif
#endif
