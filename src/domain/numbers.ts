/**
 * What a network tells of a post, as totals since it is out. What it does not tell is absent, which is not zero:
 * sums leave it out.
 */
export type PostNumbers = {
  /** How often it was shown; where a network counts views alone, those. */
  impressions?: number
  /** How many people saw it. */
  reach?: number
  /** Likes and all other reactions. */
  likes?: number
  comments?: number
  /** Passed on: reposts, quotes, shares. */
  shares?: number
  /** Kept for later: saves, bookmarks. */
  saves?: number
  clicks?: number
  /** How often its video was played. */
  videoViews?: number
  /** What else the network tells, by the network's own names. */
  more?: Record<string, number>
}

/** How an account stands on a day, and what happened on it. */
export type AccountNumbers = {
  /** At the end of the day; of the present day, now. */
  followers?: number
  following?: number
  posts?: number
  /** Of the day alone, as all that follow. */
  impressions?: number
  reach?: number
  engagements?: number
  clicks?: number
  profileViews?: number
  more?: Record<string, number>
}

/** `day` is YYYY-MM-DD, by the network's own calendar. */
export type AccountDay = { day: string; numbers: AccountNumbers }
