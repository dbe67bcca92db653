import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
  type ValidationError,
  validateSync,
} from 'class-validator';
import {
  type BookingMail,
  type HotelSnapshot,
  MAIL_KINDS,
  MAX_NIGHTS,
  type MailKind,
  type NightPrice,
} from '#contracts';
import { IsCalendarDate, IsMailAddress, IsTimezone } from '#platform';
import { DeliveryFailure } from '../mailer/delivery-failure.js';

/** Of the longest text a column of ours holds; a longer one is no booking of ours. */
const LONGEST_TEXT = 2_000;
const WALL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * The job as it must be to become a mail. A malformed one fails for good, as it will not get better; the reason names
 * the fields and repeats none of their values.
 */
export function bookingMailOf(jobName: string, data: unknown): BookingMail {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw malformed(['data']);
  const mail = plainToInstance(BookingMailDto, data);
  const fields = validateSync(mail, { forbidUnknownValues: true }).flatMap((error) => pathsOf(error));
  if (fields.length > 0) throw malformed(fields);
  if (mail.kind !== jobName) throw malformed(['kind']);
  return mail;
}

class Recipient {
  @IsString()
  @MaxLength(200)
  name!: string;

  @IsMailAddress({ requireTld: false })
  address!: string;
}

class Night implements NightPrice {
  @IsCalendarDate()
  date!: string;

  @IsInt()
  @Min(0)
  price!: number;
}

class Hotel implements HotelSnapshot {
  @IsString()
  @MaxLength(LONGEST_TEXT)
  name!: string;

  @IsString()
  @MaxLength(LONGEST_TEXT)
  address!: string;

  @IsString()
  @MaxLength(LONGEST_TEXT)
  city!: string;

  @IsString()
  @MaxLength(LONGEST_TEXT)
  country!: string;

  @IsTimezone()
  timezone!: string;

  @Matches(WALL_TIME)
  checkInTime!: string;

  @Matches(WALL_TIME)
  checkOutTime!: string;

  @IsString()
  @MaxLength(LONGEST_TEXT)
  categoryName!: string;
}

class MailedBooking {
  @IsUUID('all')
  bookingId!: string;

  @IsString()
  @MaxLength(40)
  reference!: string;

  @IsCalendarDate()
  checkInDate!: string;

  @IsCalendarDate()
  checkOutDate!: string;

  @IsInt()
  @Min(1)
  rooms!: number;

  @IsInt()
  @Min(1)
  totalGuests!: number;

  @IsInt()
  @Min(0)
  bookingAmount!: number;

  @Matches(/^[A-Z]{3}$/)
  currency!: string;

  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_NIGHTS)
  @ValidateNested()
  @Type(() => Night)
  nights!: Night[];

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_TEXT)
  specialRequests!: string | null;

  @IsISO8601({ strict: true })
  expiresAt!: string;

  @IsISO8601({ strict: true })
  occurredAt!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => Hotel)
  hotel!: Hotel;

  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  confirmUrl!: string | null;
}

class BookingMailDto implements BookingMail {
  @IsIn(MAIL_KINDS)
  kind!: MailKind;

  @IsObject()
  @ValidateNested()
  @Type(() => Recipient)
  to!: Recipient;

  @IsString()
  locale!: string;

  @IsString()
  requestId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => MailedBooking)
  booking!: MailedBooking;
}

function malformed(fields: string[]): DeliveryFailure {
  return new DeliveryFailure(`Malformed job: ${fields.join(', ')}`, true);
}

function pathsOf(error: ValidationError, parent = ''): string[] {
  const path = parent === '' ? error.property : `${parent}.${error.property}`;
  if (!error.children?.length) return [path];
  return error.children.flatMap((child) => pathsOf(child, path));
}
