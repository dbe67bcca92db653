import { hotel, only, type Route } from './access-route.js';

/** Who belongs to a hotel’s staff, who is invited, and who may know it. */
export const STAFF_ROUTES: Route[] = [
  { name: 'GET /hotels/{hotelId}/staff', path: (world) => `${hotel(world)}/staff`, status: only({ staff: 200 }) },
  {
    name: 'PUT /hotels/{hotelId}/staff/{userId}',
    path: (world) => `${hotel(world)}/staff/staff-3`,
    status: only({ staff: 202 }),
  },
  {
    name: 'GET /hotels/{hotelId}/invitations',
    path: (world) => `${hotel(world)}/invitations`,
    status: only({ staff: 200 }),
  },
  { name: 'GET /invitations', path: () => '/invitations', status: only({ staff: 200, otherStaff: 200 }) },
  {
    // Who is invited joins; who is staff already finds it done.
    name: 'POST /invitations/{hotelId}/accept',
    path: ({ category }) => `/invitations/${category.hotelId}/accept`,
    status: only({ otherStaff: 204, staff: 204 }),
    unchangedBy: ['staff'],
  },
  {
    name: 'DELETE /invitations/{hotelId}',
    path: ({ category }) => `/invitations/${category.hotelId}`,
    status: only({ otherStaff: 204, staff: 204 }),
    unchangedBy: ['staff'],
  },
  {
    // 409: the last one stays.
    name: 'DELETE /hotels/{hotelId}/staff/{userId}',
    path: (world) => `${hotel(world)}/staff/staff-1`,
    status: only({ staff: 409 }),
  },
  { name: 'GET /staff/{userId}/hotels', path: () => '/staff/staff-1/hotels', status: only({ service: 200 }) },
  {
    name: 'GET /staff/{userId}/hotels/{hotelId}',
    path: ({ category }) => `/staff/staff-1/hotels/${category.hotelId}`,
    status: only({ service: 200 }),
  },
];
