-- Copy into the site's hooks folder: links are not welcome in the guestbook.
policy.hook {
  name = "guestbook.sign",
  id = "no-links",
  run = function(entry)
    if entry.message:find("://", 1, true) then
      return policy.deny("link", "Links are not allowed in the guestbook.")
    end
  end,
}
