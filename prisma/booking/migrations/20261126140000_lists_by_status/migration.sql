-- Staff list the bookings of a hotel by status: without it, a rare status is looked for among all bookings of the hotel.
CREATE INDEX `Booking_hotelId_status_createdAt_id_idx` ON `Booking` (`hotelId`, `status`, `createdAt`, `id`);
