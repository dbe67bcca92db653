import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '#platform';

export class InvitationDto {
  @ApiProperty({ description: 'The hotel that invites', type: 'integer' })
  hotelId!: number;

  @ApiProperty({ description: 'Its name' })
  hotelName!: string;

  @ApiProperty({ description: 'Who is invited: the sub of their tokens' })
  userId!: string;

  @ApiProperty({ description: 'The member of staff who sent it: the sub of their tokens' })
  invitedBy!: string;

  @ApiProperty({ description: 'UTC instant' })
  createdAt!: Date;

  @ApiProperty({ description: 'UTC instant until which it can be accepted' })
  expiresAt!: Date;
}

export class InvitationPageDto extends PageDto {
  @ApiProperty({ description: 'Invitations that wait for an answer', type: [InvitationDto] })
  items!: InvitationDto[];
}
