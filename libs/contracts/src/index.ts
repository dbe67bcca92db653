export * from './booking-mail.js';
export * from './calendar-date.js';
export * from './hotel-inventory.js';
export * from './price.js';
export * from './refusal.js';
export * from './stay.js';
