import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { idempotencyKeyOf } from '#idempotency';
import { Access, type Caller, CurrentCaller, Refuses, ServedAs } from '#platform';
import { BookingDto, BookingPageDto, BookingPathDto, CreateBookingDto, ListBookingsQueryDto } from './booking.dto.js';
import type { BookingView } from './booking.view.js';
import { CancelBooking } from './cancel-booking.service.js';
import { ConfirmBooking } from './confirm-booking.service.js';
import { CreateBooking } from './create-booking.service.js';
import { ReadBookings } from './read-bookings.service.js';

@ApiTags('bookings')
@Controller('bookings')
export class BookingController {
  constructor(
    private readonly creating: CreateBooking,
    private readonly confirming: ConfirmBooking,
    private readonly cancelling: CancelBooking,
    private readonly reading: ReadBookings,
  ) {}

  @Post()
  @Access('guest', 'staff')
  @ApiOperation({
    summary: 'Book: holds the rooms until they are confirmed',
    description:
      'Send a new UUID as Idempotency-Key and repeat the request with the same key after any failure: the answer is 201 ' +
      'with the same booking and the header Idempotency-Replayed: true. Its status is that of now, which may be ' +
      'CONFIRMED, CANCELLED or EXPIRED: the key books nothing more; book again with a new one. Without a key one is made; ' +
      'such a request is not safe to retry.',
  })
  @ApiHeader({ name: 'Idempotency-Key', description: 'A UUID made by the client', required: false })
  @ApiCreatedResponse({ type: BookingDto })
  @Refuses(404, 'hotel_not_found', 'room_category_not_found')
  @Refuses(409, 'sold_out', 'not_on_sale', 'price_changed')
  @Refuses(410, 'booking_expired')
  @Refuses(422, 'idempotency_key_reused', 'hold_too_large', 'too_many_room_nights')
  @Refuses(429, 'too_many_pending_bookings', 'too_many_abandoned_bookings')
  @Refuses(503, 'hotel_inventory_unavailable', 'contended', 'database_unavailable', 'booking_unknown')
  async create(
    @Body() body: CreateBookingDto,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BookingView> {
    const { idempotencyKey, ...request } = body;
    const { statusCode, view, replayed } = await this.creating.create(
      caller,
      idempotencyKeyOf(header, idempotencyKey),
      request,
    );
    void reply.status(statusCode);
    if (replayed) void reply.header('Idempotency-Replayed', 'true');
    return view;
  }

  @Post('confirm/:idempotencyKey')
  @ServedAs('finish')
  @HttpCode(200)
  @Access('guest', 'staff')
  @ApiOperation({
    summary: 'Confirm the booking made under this key',
    description: 'By the user who booked, before the deadline. A repeat answers 200.',
  })
  @ApiParam({ name: 'idempotencyKey', description: 'The key of the booking', format: 'uuid' })
  @ApiOkResponse({ type: BookingDto })
  @Refuses(404, 'booking_not_found')
  @Refuses(409, 'booking_cancelled')
  @Refuses(410, 'booking_expired')
  @Refuses(503, 'hotel_inventory_unavailable', 'contended', 'database_unavailable', 'booking_unknown')
  confirm(@Param('idempotencyKey') key: string, @CurrentCaller() caller: Caller): Promise<BookingView> {
    return this.confirming.confirm(caller.userId, idempotencyKeyOf(undefined, key));
  }

  @Post(':bookingId/cancel')
  @ServedAs('finish')
  @HttpCode(200)
  @Access('guest', 'staff')
  @ApiOperation({
    summary: 'Cancel a pending or confirmed booking and free its rooms',
    description: 'By the user who booked or staff of the hotel. A repeat answers 200.',
  })
  @ApiOkResponse({ type: BookingDto })
  @Refuses(404, 'booking_not_found')
  @Refuses(410, 'booking_expired')
  @Refuses(503, 'hotel_inventory_unavailable', 'database_unavailable', 'booking_unknown')
  cancel(@Param() { bookingId }: BookingPathDto, @CurrentCaller() caller: Caller): Promise<BookingView> {
    return this.cancelling.cancel(bookingId.toLowerCase(), caller);
  }

  @Get(':bookingId')
  @Access('guest', 'staff')
  @ApiOperation({ summary: 'One booking: the own one, or one of a hotel of the staff' })
  @ApiOkResponse({ type: BookingDto })
  @Refuses(404, 'booking_not_found')
  find(@Param() { bookingId }: BookingPathDto, @CurrentCaller() caller: Caller): Promise<BookingView> {
    return this.reading.find(bookingId.toLowerCase(), caller);
  }

  @Get()
  @Access('guest', 'staff')
  @ApiOperation({
    summary: 'The own bookings, and for staff those of their hotels; newest first',
    description: 'Staff of more than 50 hotels must say which one with hotelId: else 400 invalid_request.',
  })
  @ApiOkResponse({ type: BookingPageDto })
  list(@Query() query: ListBookingsQueryDto, @CurrentCaller() caller: Caller): Promise<BookingPageDto> {
    return this.reading.list(query, caller);
  }
}
