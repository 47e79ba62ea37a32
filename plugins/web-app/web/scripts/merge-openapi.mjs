// Writes openapi.json: the OpenAPI 3.1 fragments of the host and of every plugin as one document,
// the same merge that the server does for /api/v1/openapi.json. Two fragments that define one
// path and method, or one component differently, are an error: the client types would be a guess.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(web, "..", "..", "..");

function fragments() {
  return ["host", "plugins"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .filter((part) => statSync(join(root, folder, part)).isDirectory())
      .flatMap((part) =>
        readdirSync(join(root, folder, part))
          .filter((name) => /^openapi(_\w+)?\.json$/.test(name))
          .sort()
          .map((name) => join(root, folder, part, name)),
      ),
  );
}

function mergeInto(target, source, what, file) {
  for (const [name, value] of Object.entries(source ?? {})) {
    if (name in target && JSON.stringify(target[name]) !== JSON.stringify(value)) {
      throw new Error(`${relative(root, file)} defines ${what} "${name}" again, and differently`);
    }
    target[name] = value;
  }
}

const merged = {
  openapi: "3.1.0",
  info: { title: "Veza", version: "1" },
  paths: {},
  components: {},
};

const files = fragments();
for (const file of files) {
  const fragment = JSON.parse(readFileSync(file, "utf8"));
  for (const [path, item] of Object.entries(fragment.paths ?? {})) {
    merged.paths[path] ??= {};
    mergeInto(merged.paths[path], item, path, file);
  }
  for (const [kind, entries] of Object.entries(fragment.components ?? {})) {
    merged.components[kind] ??= {};
    mergeInto(merged.components[kind], entries, `components.${kind}`, file);
  }
}
if (files.length === 0) {
  throw new Error(`no openapi.json fragment found under ${root}`);
}
writeFileSync(join(web, "openapi.json"), `${JSON.stringify(merged, null, 2)}\n`);
