#include "guestbook.h"

VEZA_PLUGIN(guestbook::Guestbook)
