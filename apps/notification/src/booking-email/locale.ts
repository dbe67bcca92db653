/** For a guest whose locale this runtime does not know; Intl would take the server's own. */
const FALLBACK = 'en';

export function supportedLocale(wanted: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(wanted)[0] ?? FALLBACK;
  } catch {
    return FALLBACK;
  }
}
