import { IsBoolean, IsInt, IsString, Max, Min, ValidateIf } from 'class-validator';
import { NumberVariable, PlatformEnv, SwitchVariable, UrlVariable } from '#platform';

export class BookingEnv extends PlatformEnv {
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(65_535)
  override PORT: number = 3000;

  @UrlVariable('mysql://user:password@host:3306/database', 'mariadb')
  BOOKING_DATABASE_URL!: string;

  /** More than the requests that run at once on one core would only queue inside the database. */
  @NumberVariable()
  @IsInt()
  @Min(2)
  @Max(500)
  DATABASE_CONNECTIONS: number = 20;

  @UrlVariable('http://hotel-inventory:3001', 'https')
  HOTEL_INVENTORY_URL!: string;

  /** Where guests reach this app: the base of links in mails. */
  @UrlVariable('https://book.example.com', 'http')
  PUBLIC_URL: string = 'http://127.0.0.1:3000';

  /** How long a guest may take to confirm. */
  @NumberVariable()
  @IsInt()
  @Min(1)
  @Max(86_000)
  HOLD_SECONDS: number = 600;

  /** How long before the deadline the guest is reminded. */
  @NumberVariable()
  @IsInt()
  @Min(1)
  @Max(86_000)
  REMINDER_LEAD_SECONDS: number = 180;

  /** How long delivered events stay in the outbox, for support and for verify. Two weeks. */
  @NumberVariable()
  @IsInt()
  @Min(60)
  EVENTS_KEPT_SECONDS: number = 14 * 86_400;

  /** How long bookings that expired stay, with their keys, after their deadline. A month. */
  @NumberVariable()
  @IsInt()
  @Min(60)
  EXPIRED_KEPT_SECONDS: number = 30 * 86_400;

  /** `off` runs without Redis locks. */
  @SwitchVariable()
  @IsBoolean()
  LOCKING: boolean = true;

  /** The private key (JWK as JSON) that signs calls to hotel-inventory where it verifies by JWKS. */
  @ValidateIf((env: BookingEnv) => env.SERVICE_AUTH_SECRET === undefined)
  @IsString()
  SERVICE_AUTH_PRIVATE_JWK?: string;
}
