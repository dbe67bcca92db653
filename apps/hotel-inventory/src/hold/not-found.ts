import type { DomainError } from '#platform';
import { RoomCategoryAndHotelNotFound, RoomCategoryNotFound } from '../night/night.errors.js';
import type { NightRepository } from '../night/night.repository.js';

/** What is missing where a hotel has no such category: the category, or the hotel itself. */
export async function notFound(nights: NightRepository, hotelId: number): Promise<DomainError> {
  return (await nights.hotelExists(hotelId)) ? new RoomCategoryNotFound() : new RoomCategoryAndHotelNotFound();
}
