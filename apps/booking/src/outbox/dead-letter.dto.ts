import { ApiProperty } from '@nestjs/swagger';
import { MAIL_KINDS, type MailKind } from '#contracts';
import { IsUrlInteger, PageDto } from '#platform';
import type { DeadLetter } from './dead-letter.repository.js';

export class DeadLetterPathDto {
  @ApiProperty({ description: 'The id of the dead letter', type: 'integer' })
  @IsUrlInteger(1, Number.MAX_SAFE_INTEGER)
  id!: number;
}

export class DeadLetterDto implements DeadLetter {
  @ApiProperty({ description: 'The id of the dead letter', type: 'integer' })
  id!: number;

  @ApiProperty({ description: 'The booking the mail is about', format: 'uuid' })
  bookingId!: string;

  @ApiProperty({ description: 'What the mail tells', enum: MAIL_KINDS })
  kind!: MailKind;

  @ApiProperty({ description: 'How often it was handed to the queue', type: 'integer' })
  attempts!: number;

  @ApiProperty({ description: 'Why it was given up, if known', type: String, nullable: true })
  error!: string | null;

  @ApiProperty({ description: 'UTC instant of the event that it tells of' })
  createdAt!: Date;

  @ApiProperty({ description: 'UTC instant at which it was given up', type: Date, nullable: true })
  finishedAt!: Date | null;
}

export class DeadLetterPageDto extends PageDto {
  @ApiProperty({ description: 'Oldest first', type: [DeadLetterDto] })
  items!: DeadLetterDto[];
}
