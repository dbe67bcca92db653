import type { CalendarDate } from '#contracts';

export interface AssignedNight {
  roomId: number;
  date: CalendarDate;
}

/**
 * Gives a stay its physical rooms. `free` lists, for each night in date order, the rooms nobody has. The counters
 * guarantee enough rooms on every night, but not the same room on all of them: a guest then moves as seldom as
 * possible, by always taking the room that stays free the longest (the greedy choice is optimal for intervals).
 */
export function assignRooms(free: { date: CalendarDate; roomIds: number[] }[], rooms: number): AssignedNight[] {
  const left = free.map((night) => new Set(night.roomIds));
  const assigned: AssignedNight[] = [];
  for (let line = 0; line < rooms; line++) {
    let night = 0;
    while (night < free.length) {
      const best = longestFree(left, night);
      if (!best) throw new Error(`no free room on ${free[night]?.date}: the counters and the room nights disagree`);
      for (let n = night; n < night + best.nights; n++) {
        left[n]?.delete(best.roomId);
        assigned.push({ roomId: best.roomId, date: free[n]?.date ?? '' });
      }
      night += best.nights;
    }
  }
  return assigned;
}

function longestFree(left: Set<number>[], from: number): { roomId: number; nights: number } | undefined {
  let best: { roomId: number; nights: number } | undefined;
  for (const roomId of [...(left[from] ?? [])].sort((a, b) => a - b)) {
    let nights = 1;
    while (left[from + nights]?.has(roomId)) nights++;
    if (!best || nights > best.nights) best = { roomId, nights };
  }
  return best;
}
