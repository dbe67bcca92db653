import { IsBoolean, IsInt, IsUrl, Max, Min } from 'class-validator';
import { NumberVariable, PlatformEnv, SwitchVariable } from '#platform';

/** What hotel-inventory reads from the environment. */
export class InventoryEnv extends PlatformEnv {
  override PORT: number = 3001;

  @IsUrl({ protocols: ['mysql', 'mariadb'], require_tld: false, require_protocol: true })
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

  /** `off` does without Redis locks; nothing may be oversold all the same. */
  @SwitchVariable()
  @IsBoolean()
  LOCKING: boolean = true;
}
