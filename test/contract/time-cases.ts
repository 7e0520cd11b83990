// Times as records write them: text, the source's zone, the instant. All before the samples' own.
export const timeCases: readonly (readonly [text: string, zone: string, instant: string])[] = [
  ["2012-03-04T05:06:07.123Z", "Europe/Helsinki", "2012-03-04T05:06:07.123Z"],
  ["2012-03-04T05:06:07.123456789Z", "UTC", "2012-03-04T05:06:07.123456Z"],
  ["2012-03-04T05:06:07+02:00", "America/New_York", "2012-03-04T03:06:07.000Z"],
  ["2012-03-04 05:06:07", "UTC", "2012-03-04T05:06:07.000Z"],
  ["2012-03-04 05:06", "Europe/Helsinki", "2012-03-04T03:06:00.000Z"],
  ["2012-07-04T05:06:07", "Europe/Helsinki", "2012-07-04T02:06:07.000Z"],
  ["2012-07-04", "America/New_York", "2012-07-04T04:00:00.000Z"],
  ["4.7.2012 5.06", "Europe/Helsinki", "2012-07-04T02:06:00.000Z"],
  ["Wed, 04 Jul 2012 05:06:07 GMT", "Europe/Helsinki", "2012-07-04T05:06:07.000Z"],
  ["1341378367", "Europe/Helsinki", "2012-07-04T05:06:07.000Z"],
  ["1341378367123", "Europe/Helsinki", "2012-07-04T05:06:07.123Z"],
  // The last second before and the first after both switches of 2012; a time skipped, and one that was twice.
  ["2012-03-25T02:59:59", "Europe/Helsinki", "2012-03-25T00:59:59.000Z"],
  ["2012-03-25T03:30:00", "Europe/Helsinki", "2012-03-25T01:30:00.000Z"],
  ["2012-03-25T04:00:00", "Europe/Helsinki", "2012-03-25T01:00:00.000Z"],
  ["2012-10-28T02:59:59", "Europe/Helsinki", "2012-10-27T23:59:59.000Z"],
  ["2012-10-28T03:30:00", "Europe/Helsinki", "2012-10-28T01:30:00.000Z"],
  ["2012-10-28T04:00:00", "Europe/Helsinki", "2012-10-28T02:00:00.000Z"],
  ["2012-03-11T02:30:00", "America/New_York", "2012-03-11T07:30:00.000Z"],
  ["2012-11-04T01:30:00", "America/New_York", "2012-11-04T06:30:00.000Z"],
];
