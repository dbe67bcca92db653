import { IsEmail, IsInt, Max, Min } from 'class-validator';
import { NumberVariable, PlatformEnv, UrlVariable } from '#platform';

export class NotificationEnv extends PlatformEnv {
  override PORT: number = 3002;

  /**
   * `smtp(s)://user:password@host:port`. Options of the transport may follow as a query, in milliseconds where they are
   * times: `?socketTimeout=60000`.
   */
  @UrlVariable('smtp://user:password@host:587', 'smtps')
  SMTP_URL!: string;

  /** The sender, with or without a name: `Staylock <bookings@example.com>`. Its domain is the Message-IDs' domain. */
  @IsEmail({ allow_display_name: true, require_tld: false })
  MAIL_FROM!: string;

  /**
   * Mails under way at once, each on an SMTP connection of its own. A mail is nearly all waiting, so ten cost little;
   * mail providers commonly refuse more than ten to twenty connections from one sender.
   */
  @NumberVariable()
  @IsInt()
  @Min(1)
  @Max(100)
  MAIL_CONCURRENCY: number = 10;

  /**
   * How long a mail stays with a process that died with it. Must outlast the slowest delivery (see the mailer), as a
   * lock that ends early lets a second process send the same mail.
   */
  @NumberVariable()
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  MAIL_LOCK_MS: number = 60_000;
}
