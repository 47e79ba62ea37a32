// hls.js ships one set of types; its light build has the same face with fewer parts.
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
