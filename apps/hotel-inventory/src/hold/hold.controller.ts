import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HOLDER_HEADER, type HoldGranted, type HoldPage } from '#contracts';
import { Access, Refuses } from '#platform';
import { ConfirmedHoldsQueryDto, HoldPathDto, HoldRequestDto } from './hold.dto.js';
import { HoldGrantedDto, HoldPageDto } from './hold-answer.dto.js';
import { HoldMetrics } from './hold.metrics.js';
import { HoldService } from './hold.service.js';
import { HoldSettlement } from './hold-settlement.service.js';
import { HoldListing } from './hold-listing.service.js';
import { holderFrom } from './holder.js';

/** Holds are taken and ended by services only; every call may be repeated. */
@ApiTags('holds (services only)')
@Access('service')
@Controller('holds')
export class HoldController {
  constructor(
    private readonly holds: HoldService,
    private readonly settlement: HoldSettlement,
    private readonly listing: HoldListing,
    private readonly metrics: HoldMetrics,
  ) {}

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

  @Post(':bookingId/confirm')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sell the held nights', description: 'Refused when they are no longer held.' })
  @ApiNoContentResponse()
  @Refuses(410, 'hold_gone')
  async confirm(@Param() { bookingId }: HoldPathDto): Promise<void> {
    await this.metrics.counted('confirmed', this.settlement.confirm(bookingId.toLowerCase()));
  }

  @Delete(':bookingId')
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
