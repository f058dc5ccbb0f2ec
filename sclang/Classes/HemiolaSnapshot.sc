// Snapshots of all voices of a server's worker: saved and recalled by name, blended on a map.
HemiolaSnapshot {
	// Saves what every voice is set to, with what is frozen.
	*save { |name, server| this.prSend(server, this.saveMsg(name)) }
	// Every voice glides there.
	*recall { |name, seconds = 0, server| this.prSend(server, this.recallMsg(name, seconds)) }
	*delete { |name, server| this.prSend(server, ["/hemiola/snapshot/delete", name.asString]) }
	// Puts a snapshot at this place of the map, 0 to 1 to the right and up.
	*place { |name, x = 0.5, y = 0.5, server|
		this.prSend(server, ["/hemiola/snapshot/place", name.asString, x.asFloat, y.asFloat])
	}
	// Plays the blend at a point of the map.
	*map { |x = 0.5, y = 0.5, server| this.prSend(server, this.mapMsg(x, y)) }

	// The same as messages, for the worker.
	*saveMsg { |name| ^["/hemiola/snapshot/save", name.asString] }
	*recallMsg { |name, seconds = 0| ^["/hemiola/snapshot/recall", name.asString, seconds.asFloat] }
	*mapMsg { |x = 0.5, y = 0.5| ^["/hemiola/map", x.asFloat, y.asFloat] }

	// action: called with an array of [name, x, y] of each snapshot.
	*list { |action, server|
		var address = Hemiola.address(server), hearing;
		if(address.isNil) { ^this.prSend(server, ["/hemiola/snapshots"]) };
		hearing = OSCFunc({ |message|
			hearing.free;
			action.value(message.drop(2).clump(3).collect { |each| [each[0].asString, each[1], each[2]] })
		}, "/hemiola/snapshots", address);
		SystemClock.sched(5, { hearing.free });  // no worker answers
		address.sendMsg("/hemiola/snapshots")
	}

	// A window with the map: dragging plays, dragging with Shift moves the nearest snapshot.
	*gui { |server, bounds| ^HemiolaMap(server, bounds) }

	*prSend { |server, message|
		Hemiola.prReach(server, this) !? { |address| address.sendMsg(*message) }
	}
}

// The window of HemiolaSnapshot.gui.
HemiolaMap {
	var <server, <window, <view, snapshots, <point, moved, clock;

	*new { |server, bounds| ^super.newCopyArgs(server).init(bounds ? Rect(300, 300, 320, 320)) }

	init { |bounds|
		snapshots = [];
		window = Window("Hemiola: snapshots", bounds).front;
		view = UserView(window, window.view.bounds).resize_(5).background_(Color.black);
		view.drawFunc = { this.prDraw };
		view.mouseDownAction = { |view, x, y, modifiers|
			moved = if(modifiers.isShift) { this.prNearest(*this.prPlace(x, y)) };
			this.prDrag(x, y)
		};
		view.mouseMoveAction = { |view, x, y| this.prDrag(x, y) };
		// Others may save and move snapshots, too.
		clock = SkipJack({ this.update }, 1, { window.isClosed }, clock: AppClock);
	}

	update {
		if(Hemiola.address(server).isNil) { ^this };
		HemiolaSnapshot.list({ |now|
			{ if(window.isClosed.not) { snapshots = now; view.refresh } }.defer
		}, server)
	}
	close { window.close }

	// Plays a point of the map, or moves the snapshot that the mouse took.
	go { |x, y|
		point = [x.clip(0, 1), y.clip(0, 1)];
		HemiolaSnapshot.map(point[0], point[1], server);
		view.refresh
	}

	prPlace { |x, y| ^[x / view.bounds.width, 1 - (y / view.bounds.height)].clip(0, 1) }
	prNearest { |x, y|
		^snapshots.minItem { |each| hypot(each[1] - x, each[2] - y) } !? { |nearest| nearest[0] }
	}
	prDrag { |x, y|
		var place = this.prPlace(x, y);
		if(moved.isNil) { ^this.go(*place) };
		HemiolaSnapshot.place(moved, place[0], place[1], server);
		this.update
	}
	prDraw {
		var size = view.bounds.extent;
		var at = { |x, y| Point(x * size.x, (1 - y) * size.y) };
		snapshots.do { |each|
			var place = at.(each[1], each[2]);
			Pen.color = Color.new255(255, 180, 84);
			Pen.fillOval(Rect.aboutPoint(place, 4, 4));
			Pen.stringAtPoint(each[0], place + (8 @ -8), Font.sansSerif(12), Color.new255(255, 180, 84))
		};
		point !? {
			Pen.color = Color.new255(108, 196, 255);
			Pen.fillOval(Rect.aboutPoint(at.(*point), 7, 7))
		}
	}
}
