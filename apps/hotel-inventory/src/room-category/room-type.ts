export const ROOM_TYPES = ['SINGLE', 'DOUBLE', 'FAMILY', 'DELUXE', 'SUITE'] as const;
export type RoomType = (typeof ROOM_TYPES)[number];
