// Runs before the first paint so that a chosen theme never flashes the other one. It is a file
// of its own because the content security policy allows no inline script.
(function () {
  var chosen = "auto";
  try {
    chosen = localStorage.getItem("mantine-color-scheme-value") || "auto";
  } catch (_) {
    chosen = "auto";
  }
  var dark = chosen === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
