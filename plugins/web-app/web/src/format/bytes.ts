const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** 1 536 000 → "1.5 MB" (powers of 1000, as file managers and mail programs show). */
export function fileSize(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return "";
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${UNITS[unit]}`;
}

/** A limit never sounds larger than it is: 1 GiB (1.07 GB) is "1 GB". */
export function sizeLimit(bytes: number): string {
  const unit = 1000 ** Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return fileSize(Math.floor((bytes / unit) * 10) * (unit / 10));
}
