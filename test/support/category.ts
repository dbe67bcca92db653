import { addDays, type CalendarDate, dateIn } from '#contracts';
import type { Database } from '#database';

export interface CategoryOptions {
  price?: number;
  nights?: number;
  maxGuests?: number;
  staff?: string;
  timezone?: string;
}

export class TestCategory {
  constructor(
    readonly hotelId: number,
    readonly id: number,
    readonly firstDate: CalendarDate,
  ) {}

  /** A stay that begins `from` days after today. */
  stay(from = 1, nights = 2) {
    const checkInDate = addDays(this.firstDate, from);
    return { hotelId: this.hotelId, roomCategoryId: this.id, checkInDate, checkOutDate: addDays(checkInDate, nights) };
  }
}

/** A hotel with one category of so many rooms and nights on sale from today on, written by SQL. */
export async function insertCategory(
  inventory: Database,
  rooms: number,
  options: CategoryOptions = {},
): Promise<TestCategory> {
  const { price = 10_000, nights = 30, maxGuests = 2, staff = 'staff-1', timezone = 'Europe/Lisbon' } = options;
  const today = dateIn(timezone, new Date());
  const ids = await inventory.transaction(async (tx) => {
    const { insertId: hotelId } = await tx.execute(
      `INSERT INTO Hotel (name, address, city, country, timezone, currency, updatedAt)
       VALUES ('Casa da Praia', 'Rua do Mar 1', 'Lisboa', 'PT', ?, 'EUR', UTC_TIMESTAMP(3))`,
      [timezone],
    );
    await tx.execute('INSERT INTO HotelStaff (hotelId, userId) VALUES (?, ?)', [hotelId, staff]);
    const { insertId: categoryId } = await tx.execute(
      `INSERT INTO RoomCategory (hotelId, name, roomType, price, maxGuests, updatedAt)
       VALUES (?, 'Double', 'DOUBLE', ?, ?, UTC_TIMESTAMP(3))`,
      [hotelId, price, maxGuests],
    );
    for (let number = 1; number <= rooms; number++) {
      await tx.execute('INSERT INTO Room (hotelId, categoryId, number) VALUES (?, ?, ?)', [
        hotelId,
        categoryId,
        `${number}`,
      ]);
    }
    for (let day = 0; day < nights; day++) {
      await tx.execute('INSERT INTO CategoryNight (categoryId, date, capacity, price) VALUES (?, ?, ?, ?)', [
        categoryId,
        addDays(today, day),
        rooms,
        price,
      ]);
    }
    return { hotelId, categoryId };
  });
  return new TestCategory(ids.hotelId, ids.categoryId, today);
}
