import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { HoldGranted, HoldPage } from '#contracts';
import { Access } from '#platform';
import { ConfirmedHoldsQueryDto, HoldPathDto, HoldRequestDto } from './hold.dto.js';
import { HoldService } from './hold.service.js';
import { HoldSettlement } from './hold-settlement.service.js';
import { HoldListing } from './hold-listing.service.js';

/** Holds are taken and ended by services only; every call may be repeated. */
@ApiTags('holds (services only)')
@Access('service')
@Controller('holds')
export class HoldController {
  constructor(
    private readonly holds: HoldService,
    private readonly settlement: HoldSettlement,
    private readonly listing: HoldListing,
  ) {}

  @Put(':bookingId')
  @ApiOperation({
    summary: 'Hold the nights of a stay for a booking, for a time',
    description:
      'A repeat makes the lease longer and answers with the nights and prices as first fixed. ' +
      '409 sold_out, not_on_sale, price_changed, hold_mismatch; 410 hold_gone; 404 room_category_not_found.',
  })
  take(@Param() { bookingId }: HoldPathDto, @Body() request: HoldRequestDto): Promise<HoldGranted> {
    return this.holds.take(bookingId.toLowerCase(), request);
  }

  @Post(':bookingId/confirm')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sell the held nights', description: '410 hold_gone when they are no longer held.' })
  async confirm(@Param() { bookingId }: HoldPathDto): Promise<void> {
    await this.settlement.confirm(bookingId.toLowerCase());
  }

  @Delete(':bookingId')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Free what the booking keeps, held or sold, for good',
    description: 'A hold request that arrives later takes nothing. Also answers 204 when there is nothing to free.',
  })
  async release(@Param() { bookingId }: HoldPathDto): Promise<void> {
    await this.settlement.release(bookingId.toLowerCase());
  }

  @Get()
  @ApiOperation({ summary: 'Confirmed holds in the order in which they were confirmed, for reconciliation' })
  list(@Query() query: ConfirmedHoldsQueryDto): Promise<HoldPage> {
    return this.listing.confirmed(query.cursor, query.limit);
  }
}
