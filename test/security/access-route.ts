import type { BookingBody, TestCategory } from '../support/system.js';

export const WHO = ['nobody', 'guest', 'otherGuest', 'otherStaff', 'staff', 'service'] as const;
export type Who = (typeof WHO)[number];

/** What a route is asked about: a PENDING booking of `guest` at a hotel of `staff`. */
export interface World {
  booking: BookingBody;
  category: TestCategory;
  generationId: string;
}

export interface Route {
  /** As the OpenAPI document names it. */
  name: string;
  path: (world: World) => string;
  json?: (world: World) => object;
  status: Record<Who, number>;
  /** For whom there is nothing to change, though they may ask. */
  unchangedBy?: Who[];
}

export const everybody = (status: number) => Object.fromEntries(WHO.map((who) => [who, status])) as Record<Who, number>;
export const only = (allowed: Partial<Record<Who, number>>) => ({ ...everybody(403), nobody: 401, ...allowed });

export const hotel = ({ category }: World) => `/hotels/${category.hotelId}`;
