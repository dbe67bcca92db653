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

  /** `off` does without Redis locks; nothing may be oversold all the same. */
  @SwitchVariable()
  @IsBoolean()
  LOCKING: boolean = true;
}
