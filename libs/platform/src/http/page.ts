import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { IsUrlInteger } from '../validation/url-integer.js';
import { type CursorPlace, encodeCursor } from './cursor.js';

/** How every list of ours is asked for, page by page. */
export class PageQuery {
  @ApiPropertyOptional({ description: 'The nextCursor of the page before; the first page without' })
  @IsOptional()
  @IsString()
  cursor?: string;

  @ApiPropertyOptional({
    description: 'Items per page at most',
    minimum: 1,
    maximum: 100,
    default: 20,
    type: 'integer',
  })
  @IsUrlInteger(1, 100)
  limit: number = 20;
}

/** One page of a list; a list's own page class adds `items`. */
export class PageDto {
  @ApiProperty({ description: 'Send it as cursor for the next page; null on the last', type: String, nullable: true })
  nextCursor!: string | null;
}

/** A page out of rows that were read with a limit one higher than asked for: the one more tells if there is a next page. */
export function pageOf<Row>(rows: Row[], limit: number, placeOf: (row: Row) => CursorPlace) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}
