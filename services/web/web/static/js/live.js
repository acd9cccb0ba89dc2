// One event stream for a browser, whatever the number of its tabs: the tab that holds the lock listens and tells the rest.
// A page says which stream it wants (data-live on an element) and gets `saleswire:live` events with the snapshots.
export {};
