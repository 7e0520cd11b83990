-- published_time, whole_seconds: values in the shape in which tables publish them.

-- A UTC time of the inside as a time with time zone. Free, where a cast goes through the calendar library.
create macro published_time(moment) as make_timestamptz(epoch_us(moment));

-- Whole seconds from one time to a later one, rounded down.
create macro whole_seconds(earlier, later) as (epoch_us(later) - epoch_us(earlier)) // 1000000;
