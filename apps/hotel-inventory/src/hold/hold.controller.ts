import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { HoldNamed, HoldPage } from '#contracts';
import { Access, ServedAs } from '#platform';
import { ConfirmHolds } from './confirm-holds.service.js';
import { ConfirmedHoldsQueryDto, HoldsDto, HoldsNamedDto } from './hold.dto.js';
import { ConfirmAnswersDto, HoldAnswersDto, HoldPageDto, ReleaseAnswersDto } from './hold-answer.dto.js';
import { HoldMetrics } from './hold.metrics.js';
import { HoldListing } from './hold-listing.service.js';
import { ReleaseHolds } from './release-holds.service.js';
import { TakeHolds } from './take-holds.service.js';

/** Holds are taken and ended by services only, a hundred at once at most; every call may be repeated. */
@ApiTags('holds (services only)')
@Access('service')
@Controller('holds')
export class HoldController {
  constructor(
    private readonly taking: TakeHolds,
    private readonly confirming: ConfirmHolds,
    private readonly releasing: ReleaseHolds,
    private readonly listing: HoldListing,
    private readonly metrics: HoldMetrics,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Hold the nights of stays for a time, each for its booking',
    description:
      'Each hold is taken with all of its nights or not at all, whatever becomes of the others. A repeat makes the lease ' +
      'longer and answers with the nights and prices as first fixed. Refusals: 404 room_category_not_found; 409 sold_out, ' +
      'not_on_sale, price_changed, hold_mismatch (the booking holds another stay); 410 hold_gone (it was released); ' +
      '422 hold_too_large, too_many_room_nights; 429 too_many_pending_bookings, too_many_abandoned_bookings; ' +
      '503 contended, database_unavailable.',
  })
  @ApiOkResponse({ type: HoldAnswersDto })
  async take(@Body() { holds }: HoldsDto, @Req() request: FastifyRequest): Promise<HoldAnswersDto> {
    nameParts(request, holds);
    return this.answer(await this.taking.take(holds.map(inLowerCase)));
  }

  @Post('confirmations')
  @ServedAs('finish')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sell the held nights of bookings',
    description: 'Refusals: 503 contended, database_unavailable.',
  })
  @ApiOkResponse({ type: ConfirmAnswersDto })
  async confirm(@Body() { holds }: HoldsNamedDto, @Req() request: FastifyRequest): Promise<ConfirmAnswersDto> {
    nameParts(request, holds);
    return this.answer(await this.confirming.confirm(holds.map(inLowerCase)));
  }

  @Post('releases')
  @ServedAs('finish')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Free what bookings keep, held or sold, for good',
    description:
      'A hold that is asked for later is refused. Also done where there is nothing to free. Refusals: 503 contended, ' +
      'database_unavailable.',
  })
  @ApiOkResponse({ type: ReleaseAnswersDto })
  async release(@Body() { holds }: HoldsNamedDto, @Req() request: FastifyRequest): Promise<ReleaseAnswersDto> {
    nameParts(request, holds);
    return this.answer(await this.releasing.release(holds.map(inLowerCase)));
  }

  @Get()
  @ApiOperation({ summary: 'Confirmed holds in the order in which they were confirmed, for reconciliation' })
  @ApiOkResponse({ type: HoldPageDto })
  list(@Query() query: ConfirmedHoldsQueryDto): Promise<HoldPage> {
    return this.listing.confirmed(query.cursor, query.limit);
  }

  private answer<Answer extends Parameters<HoldMetrics['answered']>[0][number]>(holds: Answer[]): { holds: Answer[] } {
    this.metrics.answered(holds);
    return { holds };
  }
}

function inLowerCase<Named extends { bookingId: string }>(named: Named): Named {
  return { ...named, bookingId: named.bookingId.toLowerCase() };
}

/** Each part can be found in the logs by the id of its own request. */
function nameParts(request: FastifyRequest, holds: readonly HoldNamed[]): void {
  request.parts = holds.flatMap(({ requestId }) => requestId ?? []);
}
