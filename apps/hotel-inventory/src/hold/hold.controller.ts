import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HOLDER_HEADER, type HoldGranted, type HoldPage } from '#contracts';
import { Access, Refuses, ServedAs } from '#platform';
import { ConfirmedHoldsQueryDto, BookingIdsDto, HoldPathDto, HoldRequestDto, HoldsTogetherDto } from './hold.dto.js';
import {
  ConfirmAnswersDto,
  HoldAnswersDto,
  HoldGrantedDto,
  HoldPageDto,
  ReleaseAnswersDto,
} from './hold-answer.dto.js';
import { HoldMetrics } from './hold.metrics.js';
import { HoldService } from './hold.service.js';
import { HoldSettlement } from './hold-settlement.service.js';
import { HoldListing } from './hold-listing.service.js';
import { SettlementsTogether } from './settlements-together.service.js';
import { HoldsTogether } from './holds-together.service.js';
import { holderFrom } from './holder.js';

/** Holds are taken and ended by services only; every call may be repeated. */
@ApiTags('holds (services only)')
@Access('service')
@Controller('holds')
export class HoldController {
  constructor(
    private readonly holds: HoldService,
    private readonly together: HoldsTogether,
    private readonly settlement: HoldSettlement,
    private readonly settlements: SettlementsTogether,
    private readonly listing: HoldListing,
    private readonly metrics: HoldMetrics,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Hold the nights of many stays at once, each for its booking',
    description:
      'Each hold is taken with all of its nights or not at all, whatever becomes of the others. For those that are not ' +
      'ordinary, such as repeats, the answer is `alone`: ask for them by PUT.',
  })
  @ApiOkResponse({ type: HoldAnswersDto })
  async takeTogether(@Body() { holds }: HoldsTogetherDto): Promise<HoldAnswersDto> {
    const requests = holds.map((hold) => ({ ...hold, bookingId: hold.bookingId.toLowerCase() }));
    const answers = await this.together.take(requests);
    this.metrics.answered(answers);
    return { holds: answers };
  }

  @Put(':bookingId')
  @ApiOperation({
    summary: 'Hold the nights of a stay for a booking, for a time',
    description: 'A repeat makes the lease longer and answers with the nights and prices as first fixed.',
  })
  @ApiHeader({
    name: HOLDER_HEADER,
    required: false,
    description: 'Whom the hold counts against: the guest’s user id, percent-encoded. Without it, nobody.',
  })
  @ApiOkResponse({ type: HoldGrantedDto })
  @Refuses(404, 'room_category_not_found')
  @Refuses(409, 'sold_out', 'not_on_sale', 'price_changed', 'hold_mismatch')
  @Refuses(410, 'hold_gone')
  @Refuses(422, 'hold_too_large')
  @Refuses(429, 'too_many_pending_bookings', 'too_many_abandoned_bookings')
  take(
    @Param() { bookingId }: HoldPathDto,
    @Headers(HOLDER_HEADER) holder: string | undefined,
    @Body() request: HoldRequestDto,
  ): Promise<HoldGranted> {
    return this.metrics.counted('taken', this.holds.take(bookingId.toLowerCase(), holderFrom(holder) ?? null, request));
  }

  @Post('confirmations')
  @ServedAs('finish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sell the held nights of many bookings at once' })
  @ApiOkResponse({ type: ConfirmAnswersDto })
  async confirmTogether(@Body() { bookingIds }: BookingIdsDto): Promise<ConfirmAnswersDto> {
    const answers = await this.settlements.confirm(bookingIds.map((bookingId) => bookingId.toLowerCase()));
    this.metrics.settled(answers);
    return { holds: answers };
  }

  @Post('releases')
  @ServedAs('finish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Free the held nights of many bookings at once, for good' })
  @ApiOkResponse({ type: ReleaseAnswersDto })
  async releaseTogether(@Body() { bookingIds }: BookingIdsDto): Promise<ReleaseAnswersDto> {
    const answers = await this.settlements.release(bookingIds.map((bookingId) => bookingId.toLowerCase()));
    this.metrics.settled(answers);
    return { holds: answers };
  }

  @Post(':bookingId/confirm')
  @ServedAs('finish')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sell the held nights', description: 'Refused when they are no longer held.' })
  @ApiNoContentResponse()
  @Refuses(410, 'hold_gone')
  async confirm(@Param() { bookingId }: HoldPathDto): Promise<void> {
    await this.metrics.counted('confirmed', this.settlement.confirm(bookingId.toLowerCase()));
  }

  @Delete(':bookingId')
  @ServedAs('finish')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Free what the booking keeps, held or sold, for good',
    description: 'A hold request that arrives later takes nothing. Also answers 204 when there is nothing to free.',
  })
  @ApiNoContentResponse()
  async release(@Param() { bookingId }: HoldPathDto): Promise<void> {
    await this.metrics.counted('released', this.settlement.release(bookingId.toLowerCase()));
  }

  @Get()
  @ApiOperation({ summary: 'Confirmed holds in the order in which they were confirmed, for reconciliation' })
  @ApiOkResponse({ type: HoldPageDto })
  list(@Query() query: ConfirmedHoldsQueryDto): Promise<HoldPage> {
    return this.listing.confirmed(query.cursor, query.limit);
  }
}
