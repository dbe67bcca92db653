-- Additive: a replica of the version before does not know these tables.

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
