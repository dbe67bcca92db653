-- Identifiers that we make (UUIDs, keys) are compared byte by byte: ascii_bin. An ascii column's default collation
-- would equate ABC and abc.

CREATE TABLE `Booking` (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `reference` VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `idempotencyKey` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `userId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `hotelId` INT NOT NULL,
  `roomCategoryId` INT NOT NULL,
  `checkInDate` DATE NOT NULL,
  `checkOutDate` DATE NOT NULL,
  `rooms` INT NOT NULL,
  `totalGuests` INT NOT NULL,
  `guestName` VARCHAR(200) NOT NULL,
  `guestEmail` VARCHAR(254) NOT NULL,
  `guestLocale` VARCHAR(35) NOT NULL,
  `specialRequests` VARCHAR(2000) NULL,
  `bookingAmount` BIGINT NOT NULL,
  `currency` CHAR(3) NOT NULL,
  `nights` JSON NOT NULL,
  `hotel` JSON NOT NULL,
  `status` ENUM('PENDING', 'CONFIRMED', 'CANCELLED', 'EXPIRED') NOT NULL,
  `createdAt` DATETIME(3) NOT NULL,
  `expiresAt` DATETIME(3) NOT NULL,
  `remindedAt` DATETIME(3) NULL,
  `confirmedAt` DATETIME(3) NULL,
  `cancelledAt` DATETIME(3) NULL,
  `expiredAt` DATETIME(3) NULL,
  PRIMARY KEY (`id`),
  UNIQUE INDEX `Booking_reference_key` (`reference`),
  INDEX `Booking_status_expiresAt_idx` (`status`, `expiresAt`),
  INDEX `Booking_userId_createdAt_id_idx` (`userId`, `createdAt`, `id`),
  INDEX `Booking_hotelId_createdAt_id_idx` (`hotelId`, `createdAt`, `id`),
  CONSTRAINT `Booking_stay_check` CHECK (`checkInDate` < `checkOutDate`),
  CONSTRAINT `Booking_numbers_check` CHECK (`rooms` > 0 AND `totalGuests` > 0 AND `bookingAmount` >= 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `IdempotencyKey` (
  `userId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `operation` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `key` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `fingerprint` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `bookingId` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `statusCode` SMALLINT NOT NULL,
  `response` JSON NOT NULL,
  `finalized` BOOLEAN NOT NULL DEFAULT false,
  `createdAt` DATETIME(3) NOT NULL,
  PRIMARY KEY (`userId`, `operation`, `key`),
  INDEX `IdempotencyKey_bookingId_idx` (`bookingId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `Outbox` (
  `id` BIGINT NOT NULL AUTO_INCREMENT,
  `bookingId` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `topic` ENUM('MAIL', 'HOLD_RELEASE') NOT NULL,
  `kind` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `state` ENUM('PENDING', 'QUEUED', 'DONE', 'SKIPPED', 'DEAD') NOT NULL DEFAULT 'PENDING',
  `requestId` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `attempts` INT NOT NULL DEFAULT 0,
  `dueAt` DATETIME(3) NOT NULL,
  `claimedBy` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  `lastError` VARCHAR(500) NULL,
  `createdAt` DATETIME(3) NOT NULL,
  `finishedAt` DATETIME(3) NULL,
  PRIMARY KEY (`id`),
  UNIQUE INDEX `Outbox_bookingId_topic_kind_key` (`bookingId`, `topic`, `kind`),
  INDEX `Outbox_state_dueAt_idx` (`state`, `dueAt`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;
