import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `VEZA_ORIGIN` is where `npm run dev` finds a running Veza.
const origin = process.env.VEZA_ORIGIN ?? "http://localhost:8080";

export default defineConfig({
  // Relative: one build serves a site at the root of its host and one below a path (pages.cpp).
  base: "./",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // The content security policy has no data: for fonts, so nothing is inlined.
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return "react";
          if (id.includes("node_modules/@tanstack/")) return "tanstack";
          return undefined;
        },
      },
    },
  },
  server: {
    proxy: {
      "/api": { target: origin, ws: true },
      "/.well-known": origin,
    },
  },
  // Files that need a page say so themselves: making one takes longer than all the tests in it.
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
});
