import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { NumberVariable, PlatformEnv, SwitchVariable, UrlVariable } from '#platform';

/** What hotel-inventory reads from the environment. */
export class InventoryEnv extends PlatformEnv {
  override PORT: number = 3001;

  @UrlVariable('mysql://user:password@host:3306/database', 'mariadb')
  INVENTORY_DATABASE_URL!: string;

  @NumberVariable()
  @IsInt()
  @Min(2)
  @Max(500)
  DATABASE_CONNECTIONS: number = 20;

  /** How many nights from today on, by the hotel's calendar, are kept on sale. */
  @NumberVariable()
  @IsInt()
  @Min(1)
  @Max(750)
  SALE_WINDOW_DAYS: number = 90;

  /**
   * How long released and lapsed holds stay: longer than booking keeps what expired, so that a request that comes that
   * late is told so. Three months.
   */
  @NumberVariable()
  @IsInt()
  @Min(60)
  ENDED_HOLDS_KEPT_SECONDS: number = 90 * 86_400;

  /** How many pending bookings one guest may have at once; 0 is no limit. A family's rooms in some hotels to choose from. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  HOLDS_PER_GUEST: number = 5;

  /**
   * How many pending bookings one guest may cancel or let expire within an hour; 0 is no limit. With ten, each of some
   * eleven minutes, less than two stays are kept from sale on average, however often the guest comes back.
   */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  HOLDS_ABANDONED_PER_HOUR: number = 10;

  /** Rooms × nights that one booking may have; 0 is no limit. Fifty rooms for six nights, or five for sixty. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  ROOM_NIGHTS_PER_HOLD: number = 300;

  /** Rooms × nights of all stays to come that one guest may have, held or sold; 0 is no limit. Two large bookings. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  ROOM_NIGHTS_PER_GUEST: number = 600;

  /** The same of those stays that overlap; 0 is no limit. One large booking, not a whole house for the season. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  ROOM_NIGHTS_AT_ONCE: number = 300;

  /** How many times a guest's limits staff have, who book for many; 0 is no limit. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(10_000)
  STAFF_LIMITS_TIMES: number = 10;

  /** How many times a guest's limits services have; 0 is no limit. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(10_000)
  SERVICE_LIMITS_TIMES: number = 0;

  /** How many hotels one user may add; 0 is no limit. A chain; more is somebody's import, who has the limit raised. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  HOTELS_PER_USER: number = 100;

  /** 0 is no limit. No hotel sells a hundred kinds of rooms. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  CATEGORIES_PER_HOTEL: number = 100;

  /** 0 is no limit. As many as the largest hotels have. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  ROOMS_PER_HOTEL: number = 5_000;

  /** How many generations of nights a hotel may have unfinished; 0 is no limit. Some seconds of work. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  GENERATIONS_PER_HOTEL: number = 50;

  /** `off` does without Redis locks; nothing may be oversold all the same. */
  @SwitchVariable()
  @IsBoolean()
  LOCKING: boolean = true;
}
