import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, type Caller, CurrentCaller, PageQuery, Refuses } from '#platform';
import { HotelPath } from './hotel.dto.js';
import { InvitationPageDto } from './invitation.dto.js';
import { Invitations } from './invitation.service.js';

/** What an invited user does. Inviting and withdrawing is the hotel's: see the staff routes. */
@ApiTags('staff')
@Controller()
export class InvitationController {
  constructor(private readonly invitations: Invitations) {}

  @Get('hotels/:hotelId/invitations')
  @Access('staff')
  @ApiOperation({ summary: 'Whom the hotel has invited, and who has not answered; for its staff' })
  @ApiOkResponse({ type: InvitationPageDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  listOfHotel(
    @CurrentCaller() caller: Caller,
    @Param() path: HotelPath,
    @Query() query: PageQuery,
  ): Promise<InvitationPageDto> {
    return this.invitations.listOfHotel(caller, path.hotelId, query);
  }

  @Get('invitations')
  @Access('staff')
  @ApiOperation({ summary: 'The own invitations to join the staff of hotels, by hotel' })
  @ApiOkResponse({ type: InvitationPageDto })
  listOwn(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<InvitationPageDto> {
    return this.invitations.listOwn(caller, query);
  }

  @Post('invitations/:hotelId/accept')
  @HttpCode(204)
  @Access('staff')
  @ApiOperation({ summary: 'Joins the staff of a hotel; by who is invited. Safe to repeat' })
  @ApiNoContentResponse()
  @Refuses(404, 'invitation_not_found')
  @Refuses(409, 'too_many_staff')
  accept(@CurrentCaller() caller: Caller, @Param() path: HotelPath): Promise<void> {
    return this.invitations.accept(caller, path.hotelId);
  }

  @Delete('invitations/:hotelId')
  @HttpCode(204)
  @Access('staff')
  @ApiOperation({ summary: 'Declines an invitation; by who is invited. Safe to repeat' })
  @ApiNoContentResponse()
  decline(@CurrentCaller() caller: Caller, @Param() path: HotelPath): Promise<void> {
    return this.invitations.decline(caller, path.hotelId);
  }
}
