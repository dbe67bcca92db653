-- Identifiers that we make (UUIDs, keys) are compared byte by byte: ascii_bin. An ascii column's default collation
-- would equate ABC and abc.

CREATE TABLE `Hotel` (
  `id` INT NOT NULL AUTO_INCREMENT,
  `name` VARCHAR(200) NOT NULL,
  `address` VARCHAR(300) NOT NULL,
  `city` VARCHAR(100) NOT NULL,
  `country` CHAR(2) NOT NULL,
  `timezone` VARCHAR(64) NOT NULL,
  `currency` CHAR(3) NOT NULL,
  `checkInTime` CHAR(5) NOT NULL DEFAULT '15:00',
  `checkOutTime` CHAR(5) NOT NULL DEFAULT '11:00',
  `rating` DOUBLE NULL,
  `ratingCount` INT NOT NULL DEFAULT 0,
  `roomNightsPerHold` INT NULL,
  `roomNights` INT NULL,
  `roomNightsAtOnce` INT NULL,
  `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  `updatedAt` DATETIME(3) NOT NULL,
  `createdBy` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (`id`),
  INDEX `Hotel_updatedAt_idx` (`updatedAt`),
  INDEX `Hotel_createdBy_idx` (`createdBy`),
  CONSTRAINT `Hotel_limits_check` CHECK (`roomNightsPerHold` >= 0 AND `roomNights` >= 0 AND `roomNightsAtOnce` >= 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `HotelStaff` (
  `hotelId` INT NOT NULL,
  `userId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `addedAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (`hotelId`, `userId`),
  INDEX `HotelStaff_userId_idx` (`userId`),
  CONSTRAINT `HotelStaff_hotelId_fkey` FOREIGN KEY (`hotelId`) REFERENCES `Hotel` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

-- A row to lock for each user who adds hotels: two that are added at one instant must not both be the last allowed one.
CREATE TABLE `HotelCreator` (
  `userId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (`userId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

-- Whom the staff of a hotel have asked to join them, until that user answers or the time is over.
CREATE TABLE `StaffInvitation` (
  `hotelId` INT NOT NULL,
  `userId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `invitedBy` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `createdAt` DATETIME(3) NOT NULL,
  `expiresAt` DATETIME(3) NOT NULL,
  PRIMARY KEY (`hotelId`, `userId`),
  INDEX `StaffInvitation_userId_hotelId_idx` (`userId`, `hotelId`),
  INDEX `StaffInvitation_invitedBy_userId_idx` (`invitedBy`, `userId`),
  INDEX `StaffInvitation_expiresAt_idx` (`expiresAt`),
  CONSTRAINT `StaffInvitation_hotelId_fkey` FOREIGN KEY (`hotelId`) REFERENCES `Hotel` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

-- A row to lock for each user who invites or is invited, so that the invitations of one user are counted by one
-- transaction at a time. It says nothing by itself and can go at any moment.
CREATE TABLE `InvitationParty` (
  `userId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `usedAt` DATETIME(3) NOT NULL,
  PRIMARY KEY (`userId`),
  INDEX `InvitationParty_usedAt_idx` (`usedAt`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `RoomCategory` (
  `id` INT NOT NULL AUTO_INCREMENT,
  `hotelId` INT NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `roomType` ENUM('SINGLE', 'DOUBLE', 'FAMILY', 'DELUXE', 'SUITE') NOT NULL,
  `price` INT NOT NULL,
  `maxGuests` INT NOT NULL,
  `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  `updatedAt` DATETIME(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE INDEX `RoomCategory_hotelId_name_key` (`hotelId`, `name`),
  CONSTRAINT `RoomCategory_hotelId_fkey` FOREIGN KEY (`hotelId`) REFERENCES `Hotel` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT `RoomCategory_numbers_check` CHECK (`price` >= 0 AND `maxGuests` > 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `Room` (
  `id` INT NOT NULL AUTO_INCREMENT,
  `hotelId` INT NOT NULL,
  `categoryId` INT NOT NULL,
  `number` VARCHAR(20) NOT NULL,
  `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (`id`),
  UNIQUE INDEX `Room_hotelId_number_key` (`hotelId`, `number`),
  INDEX `Room_categoryId_id_idx` (`categoryId`, `id`),
  CONSTRAINT `Room_categoryId_fkey` FOREIGN KEY (`categoryId`) REFERENCES `RoomCategory` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

-- The last guard of "a night is never sold twice".
CREATE TABLE `CategoryNight` (
  `categoryId` INT NOT NULL,
  `date` DATE NOT NULL,
  `capacity` INT NOT NULL,
  `held` INT NOT NULL DEFAULT 0,
  `sold` INT NOT NULL DEFAULT 0,
  `price` INT NOT NULL,
  PRIMARY KEY (`categoryId`, `date`),
  CONSTRAINT `CategoryNight_categoryId_fkey` FOREIGN KEY (`categoryId`) REFERENCES `RoomCategory` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT `CategoryNight_counters_check` CHECK (`held` >= 0 AND `sold` >= 0 AND `held` + `sold` <= `capacity`),
  CONSTRAINT `CategoryNight_price_check` CHECK (`price` >= 0)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `Hold` (
  `bookingId` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `status` ENUM('HELD', 'CONFIRMED', 'RELEASED', 'LAPSED') NOT NULL,
  `categoryId` INT NULL,
  `hotelId` INT NULL,
  `checkInDate` DATE NULL,
  `checkOutDate` DATE NULL,
  `rooms` INT NULL,
  `nights` JSON NULL,
  `amount` BIGINT NULL,
  `deadline` DATETIME(3) NULL,
  `holder` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  -- Sold, and the rooms are not given yet.
  `roomsDue` BOOLEAN NOT NULL DEFAULT FALSE,
  `createdAt` DATETIME(3) NOT NULL,
  `changedAt` DATETIME(3) NOT NULL,
  PRIMARY KEY (`bookingId`),
  INDEX `Hold_status_deadline_idx` (`status`, `deadline`),
  INDEX `Hold_status_changedAt_idx` (`status`, `changedAt`),
  INDEX `Hold_holder_status_checkOutDate_idx` (`holder`, `status`, `checkOutDate`),
  INDEX `Hold_roomsDue_categoryId_idx` (`roomsDue`, `categoryId`),
  CONSTRAINT `Hold_stay_check` CHECK (
    `status` = 'RELEASED' OR (
      `categoryId` IS NOT NULL AND `hotelId` IS NOT NULL AND `checkInDate` < `checkOutDate` AND `rooms` > 0
      AND `nights` IS NOT NULL AND `amount` >= 0 AND `deadline` IS NOT NULL AND `holder` IS NOT NULL
    )
  )
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

-- For the requests of one holder to meet: two of them must not both be the last one that is allowed. Compared byte by
-- byte, as booking compares its users.
CREATE TABLE `Holder` (
  `holderId` VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `revision` INT NOT NULL DEFAULT 0,
  `abandoned` INT NOT NULL DEFAULT 0,
  `abandonedSince` DATETIME(3) NULL,
  `seenAt` DATETIME(3) NOT NULL,
  PRIMARY KEY (`holderId`),
  INDEX `Holder_seenAt_idx` (`seenAt`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `RoomNight` (
  `roomId` INT NOT NULL,
  `date` DATE NOT NULL,
  `bookingId` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`roomId`, `date`),
  INDEX `RoomNight_bookingId_idx` (`bookingId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;

CREATE TABLE `NightGeneration` (
  `id` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `categoryId` INT NOT NULL,
  `startDate` DATE NOT NULL,
  `endDate` DATE NOT NULL,
  `priceOverride` INT NULL,
  `batchSize` INT NOT NULL,
  `state` ENUM('PENDING', 'DONE') NOT NULL DEFAULT 'PENDING',
  `nextDate` DATE NOT NULL,
  `created` INT NOT NULL DEFAULT 0,
  `skipped` INT NOT NULL DEFAULT 0,
  `createdAt` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  `updatedAt` DATETIME(3) NOT NULL,
  -- Of the sale window, which nobody waits for.
  `background` BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (`id`),
  INDEX `NightGeneration_state_updatedAt_idx` (`state`, `updatedAt`),
  INDEX `NightGeneration_categoryId_state_idx` (`categoryId`, `state`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB;
