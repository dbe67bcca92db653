import { addDays, type CalendarDate, isCalendarDate, MAX_NIGHTS, type Stay } from '#contracts';

/** One reservation of the data, as the hotel took it. */
export interface Reservation extends Stay {
  id: string;
  /** 1 to 7: `Room_Type 1` … */
  category: number;
  guests: number;
  bookedOn: CalendarDate;
  /** Euro a night; zero is a price. */
  averagePrice: number;
  /** Whether it was cancelled later on. */
  cancelled: boolean;
}

export const CATEGORIES = 7;

export interface Reservations {
  /** In the order in which the guests booked. */
  usable: Reservation[];
  /** Rows that no booking can be made from, by reason. */
  unusable: Map<string, number>;
}

/** Reads the CSV text. The file quotes nothing, so a comma always ends a field. */
export function readReservations(csv: string): Reservations {
  const [header, ...lines] = csv.split(/\r?\n/).filter((line) => line !== '');
  const columns = header?.split(',') ?? [];
  const usable: Reservation[] = [];
  const unusable = new Map<string, number>();
  const ids = new Set<string>();
  for (const line of lines) {
    const fields = line.split(',');
    const row = Object.fromEntries(columns.map((column, i) => [column, fields[i] ?? '']));
    const reservation = fields.length === columns.length ? reservationOf(row) : 'it has too few or too many fields';
    if (typeof reservation === 'string') count(unusable, reservation);
    else if (ids.has(reservation.id)) count(unusable, 'its Booking_ID was there before');
    else {
      ids.add(reservation.id);
      usable.push(reservation);
    }
  }
  return { usable: usable.sort(asBooked), unusable };
}

/** The reservation of one row, or why none can be made from it. */
export function reservationOf(row: Record<string, string>): Reservation | string {
  const number = (column: string) => (/^\d+(\.\d+)?$/.test(row[column] ?? '') ? Number(row[column]) : NaN);
  const whole = (column: string) => (Number.isInteger(number(column)) ? number(column) : NaN);

  const id = row['Booking_ID'] ?? '';
  if (!/^INN\d{5}$/.test(id)) return 'it has no Booking_ID';
  const two = (column: string) => (row[column] ?? '').padStart(2, '0');
  const checkInDate = `${row['arrival_year'] ?? ''}-${two('arrival_month')}-${two('arrival_date')}`;
  if (!isCalendarDate(checkInDate)) return `its arrival date does not exist: ${String(checkInDate)}`;
  const nights = whole('no_of_weekend_nights') + whole('no_of_week_nights');
  if (!(nights >= 0)) return 'its number of nights is not a number';
  if (nights === 0) return 'it has no nights';
  if (nights > MAX_NIGHTS) return `it has more than ${MAX_NIGHTS} nights`;
  const guests = whole('no_of_adults') + whole('no_of_children');
  if (!(guests >= 1)) return 'it has no guests';
  const category = Number(/^Room_Type ([1-7])$/.exec(row['room_type_reserved'] ?? '')?.[1]);
  if (!category) return 'its room type is not known';
  const leadTime = whole('lead_time');
  if (!(leadTime >= 0)) return 'its lead time is not a number';
  const averagePrice = number('avg_price_per_room');
  if (!(averagePrice >= 0)) return 'its price is not a number';
  const status = row['booking_status'];
  if (status !== 'Not_Cancelled' && status !== 'Cancelled') return 'its status is not known';
  return {
    id,
    category,
    guests,
    checkInDate,
    checkOutDate: addDays(checkInDate, nights),
    bookedOn: addDays(checkInDate, -leadTime),
    averagePrice,
    cancelled: status === 'Cancelled',
  };
}

function asBooked(a: Reservation, b: Reservation): number {
  return compare(a.bookedOn, b.bookedOn) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function count(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
