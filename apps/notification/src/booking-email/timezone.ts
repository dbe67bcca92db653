import { tzlib_get_ical_block } from 'timezones-ical-library';

/**
 * The VTIMEZONE of an IANA zone, and the name it has there: aliases (`US/Eastern`) are described under their present
 * name, and an event must use the name of the description that comes with it.
 */
export function timezoneOf(zone: string): { name: string; block: string | null } {
  // Intl takes names in any case, the library only as they are written.
  const name = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  const known = tzlib_get_ical_block(name);
  // Calendars know zones by name as well, so a zone too new for the library is still no reason to send no calendar.
  if (!Array.isArray(known)) return { name, block: null };
  const [block = null, parameter = ''] = known;
  return { name: parameter.replace('TZID=', ''), block };
}
