import type { MailKind } from '#contracts';

export interface Wording {
  subject: (hotel: string, reference: string) => string;
  heading: string;
  /** Of the bar beside the heading; dark enough to be read as text on white. */
  colour: string;
}

const WAITING = '#8a5200';
const GOOD = '#176639';
const OVER = '#8a1f2b';

export const WORDING: Record<MailKind, Wording> = {
  held: {
    subject: (hotel, reference) => `Please confirm your booking at ${hotel} – ${reference}`,
    heading: 'Your booking is waiting for you',
    colour: WAITING,
  },
  reminder: {
    subject: (hotel, reference) => `Not confirmed yet: ${hotel} – ${reference}`,
    heading: 'Your booking is about to expire',
    colour: WAITING,
  },
  confirmed: {
    subject: (hotel, reference) => `Confirmed: ${hotel} – ${reference}`,
    heading: 'Your booking is confirmed',
    colour: GOOD,
  },
  cancelled: {
    subject: (hotel, reference) => `Cancelled: ${hotel} – ${reference}`,
    heading: 'Your booking is cancelled',
    colour: OVER,
  },
  expired: {
    subject: (hotel, reference) => `Expired: ${hotel} – ${reference}`,
    heading: 'Your booking has expired',
    colour: OVER,
  },
};
