import { Idempotency } from '#idempotency';
import { BookingRepository } from '../../../apps/booking/src/booking/booking.repository.js';
import { ReconcileHolds } from '../../../apps/booking/src/booking/reconcile-holds.service.js';
import { HotelInventoryClient } from '../../../apps/booking/src/hotel-inventory/hotel-inventory.client.js';
import { MailOutcomes } from '../../../apps/booking/src/outbox/mail-outcomes.service.js';
import { OutboxRelay } from '../../../apps/booking/src/outbox/outbox-relay.service.js';
import { OutboxRelayTask } from '../../../apps/booking/src/outbox/outbox-relay.task.js';
import { HoldRepository } from '../../../apps/hotel-inventory/src/hold/hold.repository.js';
import { HoldSweep } from '../../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { HolderRepository } from '../../../apps/hotel-inventory/src/hold/holder.repository.js';
import { ReleaseHolds } from '../../../apps/hotel-inventory/src/hold/release-holds.service.js';
import { LapsedHolds } from '../../../apps/hotel-inventory/src/hold/lapsed-holds.service.js';
import { NightRepository } from '../../../apps/hotel-inventory/src/night/night.repository.js';
import { RoomCategoryRepository } from '../../../apps/hotel-inventory/src/room-category/room-category.repository.js';
import { RoomNightRepository } from '../../../apps/hotel-inventory/src/room-plan/room-night.repository.js';
import type { Override } from '../../support/app.js';
import { UnguardedBookings } from './unguarded-bookings.js';
import { UnguardedHolders, UnguardedHoldRows, UnguardedReleases } from './unguarded-hold-rows.js';
import { UnguardedIdempotency } from './unguarded-idempotency.js';
import { UnguardedInventoryClient, UnguardedReconciliation } from './unguarded-inventory-calls.js';
import { UnguardedNights } from './unguarded-nights.js';
import { UnguardedMailOutcomes, UnguardedRelay, UnguardedRelayTask } from './unguarded-outbox.js';
import { UnguardedCategories, UnguardedRoomNights, UnguardedSweep } from './unguarded-rooms.js';
import { UnguardedLapsedHolds } from './unguarded-lapsed-holds.js';

/** The providers of a test build. Each does as the one in its place, except for the guards that are out. */
export const BOOKING_OVERRIDES: Override[] = [
  { provide: BookingRepository, useClass: UnguardedBookings },
  { provide: Idempotency, useClass: UnguardedIdempotency },
  { provide: HotelInventoryClient, useClass: UnguardedInventoryClient },
  { provide: ReconcileHolds, useClass: UnguardedReconciliation },
  { provide: OutboxRelay, useClass: UnguardedRelay },
  { provide: OutboxRelayTask, useClass: UnguardedRelayTask },
  { provide: MailOutcomes, useClass: UnguardedMailOutcomes },
];

export const INVENTORY_OVERRIDES: Override[] = [
  { provide: NightRepository, useClass: UnguardedNights },
  { provide: HoldRepository, useClass: UnguardedHoldRows },
  { provide: HolderRepository, useClass: UnguardedHolders },
  { provide: LapsedHolds, useClass: UnguardedLapsedHolds },
  { provide: ReleaseHolds, useClass: UnguardedReleases },
  { provide: HoldSweep, useClass: UnguardedSweep },
  { provide: RoomNightRepository, useClass: UnguardedRoomNights },
  { provide: RoomCategoryRepository, useClass: UnguardedCategories },
];
