import { Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { StaffHotels, StaffMembership } from '#contracts';
import { Access, type Caller, CurrentCaller, PageQuery, Refuses } from '#platform';
import { HotelPath } from './hotel.dto.js';
import { InvitationDto } from './invitation.dto.js';
import { Invitations } from './invitation.service.js';
import {
  StaffHotelsDto,
  StaffHotelsQuery,
  StaffMemberPath,
  StaffMembershipDto,
  StaffPageDto,
  UserPath,
} from './staff.dto.js';
import { StaffService } from './staff.service.js';

@ApiTags('staff')
@Controller()
export class StaffController {
  constructor(
    private readonly staff: StaffService,
    private readonly invitations: Invitations,
  ) {}

  @Get('hotels/:hotelId/staff')
  @Access('staff')
  @ApiOperation({ summary: 'Who may manage the hotel; for its staff' })
  @ApiOkResponse({ type: StaffPageDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  list(@CurrentCaller() caller: Caller, @Param() path: HotelPath, @Query() query: PageQuery): Promise<StaffPageDto> {
    return this.staff.list(caller, path.hotelId, query);
  }

  @Put('hotels/:hotelId/staff/:userId')
  @HttpCode(202)
  @Access('staff')
  @ApiOperation({
    summary: 'Invites a user to manage the hotel; by its staff. Safe to repeat',
    description:
      'The user becomes staff by POST /invitations/{hotelId}/accept, within two weeks. 204 when the user is staff already.',
  })
  @ApiAcceptedResponse({ type: InvitationDto })
  @ApiNoContentResponse({ description: 'The user is staff already' })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  @Refuses(409, 'too_many_invitations', 'too_many_staff')
  async invite(
    @CurrentCaller() caller: Caller,
    @Param() path: StaffMemberPath,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InvitationDto | undefined> {
    const invitation = await this.invitations.invite(caller, path.hotelId, path.userId);
    if (!invitation) void reply.status(204);
    return invitation;
  }

  @Delete('hotels/:hotelId/staff/:userId')
  @HttpCode(204)
  @Access('staff')
  @ApiOperation({
    summary: 'Takes a member off the staff, or withdraws an invitation; by its staff. Safe to repeat',
    description: 'Also oneself, but not the only member.',
  })
  @ApiNoContentResponse()
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  @Refuses(409, 'last_staff')
  remove(@CurrentCaller() caller: Caller, @Param() path: StaffMemberPath): Promise<void> {
    return this.staff.remove(caller, path.hotelId, path.userId);
  }

  @Get('staff/:userId/hotels')
  @Access('service')
  @ApiOperation({ summary: 'The first hotels, by number, that a user may manage; for services' })
  @ApiOkResponse({ type: StaffHotelsDto })
  hotelsOf(@Param() path: UserPath, @Query() query: StaffHotelsQuery): Promise<StaffHotels> {
    return this.staff.hotelsOf(path.userId, query.limit);
  }

  @Get('staff/:userId/hotels/:hotelId')
  @Access('service')
  @ApiOperation({ summary: 'Whether a user may manage a hotel, which need not exist; for services' })
  @ApiOkResponse({ type: StaffMembershipDto })
  membership(@Param() path: StaffMemberPath): Promise<StaffMembership> {
    return this.staff.membership(path.userId, path.hotelId);
  }
}
