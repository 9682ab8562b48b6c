// Package site is everything between documents: addresses, the sidebar,
// neighbours, links.
package site

import (
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// Site is the whole site, before anything is rendered.
type Site struct {
	Config      *config.Config
	Pages       []*Page  // listed and unlisted, newest first
	Root        *Group   // the sidebar; its list page is the home page
	Groups      []*Group // every group but the root, parents first
	Redirects   []Redirect
	Assets      []Asset           // static files and the files that pages show or link to
	Diagnostics []diag.Diagnostic // of building the site: collisions, category files

	byFile map[string]*Page
}

// Page is a document with its address.
type Page struct {
	Document *rca.Document
	Address  string // from the site's root, decoded, ends with "/" : "2023/2023-12-12-apiv2/"
	ID       string // as Docusaurus builds it: folder and id
	Group    *Group // where the sidebar shows it; nil for unlisted pages
	Newer    *Page  // neighbours in the sidebar's order; nil at the ends
	Older    *Page
}

// Group is a folder, a year or a month of the sidebar, with a list page.
type Group struct {
	Label       string // "2023", "December 2023", the category's label
	Description string
	Address     string // of its list page; "" for the root
	Parent      *Group // nil for the root
	Items       []Item // in the sidebar's order
	Count       int    // pages in it and below
	Year        int
	Month       time.Month // 0 unless the group is a month
	Index       *Page      // the document that stands for the folder, if any
}

// Item is an entry of a group: a page or a group in it.
type Item struct {
	Page  *Page  // or
	Group *Group // one of the two is set
}

// Redirect is an address that leads to a page.
type Redirect struct {
	From string // from the site's root, decoded, ends with "/"
	To   *Page
}

// Asset is a file that is copied into the site.
type Asset struct {
	File    string // relative to the project's root, with slashes
	Address string // from the site's root, decoded
	Width   int    // of an image, pixels; 0 when unknown
	Height  int
}
